"""The bridge to spreadsheets: the list an office kept until today becomes cases, and cases become such a list."""
