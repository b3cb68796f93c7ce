"""Exchange rounds (bursa mutasi): volunteers go to a place they listed or stay, and no place falls below its floor."""
