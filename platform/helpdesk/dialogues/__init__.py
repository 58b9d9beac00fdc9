"""A report by questions and answers: for whoever greets before saying anything."""
