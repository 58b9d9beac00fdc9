"""The thread with one contact on one account, and everything said in a case."""
