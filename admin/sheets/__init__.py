"""Pages of the bridge to spreadsheets: bring a sheet, choose its columns, see, take in, take back; and take one out."""
