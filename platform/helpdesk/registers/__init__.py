"""Other people's registers of our cases (SP4N-LAPOR): the ledger of filings, and following them."""
