"""The officers' screens: list, case, every act on a case, opening one by hand."""
