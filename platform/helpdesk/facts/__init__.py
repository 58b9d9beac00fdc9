"""Facts by what they are about; `helpdesk.events` puts all of them together."""
