"""An SMS gateway of our own: its calls, reports and faults, and a page to play the citizen's phone."""
