"""What anybody may see: verification of letters."""
