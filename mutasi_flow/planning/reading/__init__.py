"""From a folder of CSV files or one workbook to a frozen snapshot, or to the list of all that is wrong in it."""
