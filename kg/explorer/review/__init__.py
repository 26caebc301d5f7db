"""待核: rows that the program does not vouch for, and unknown spellings."""
