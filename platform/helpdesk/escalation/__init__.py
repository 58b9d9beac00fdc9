"""Handing a case to another office: what travels, how both sides stay in step, who answers whom."""
