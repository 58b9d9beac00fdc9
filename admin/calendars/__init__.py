"""The office's hours and free days, kept by its administrators; calendars of other programs in and out."""
