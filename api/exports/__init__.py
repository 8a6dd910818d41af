"""Notes in the files of other programs: spreadsheets and editing programs. May import `domain` only."""
