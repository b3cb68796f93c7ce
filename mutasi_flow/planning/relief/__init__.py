"""Help for a while: from units whose work is light in some months to units whose work is heavy in them."""
