"""What officers are writing: kept on the server, seen by colleagues, held for a moment before it goes out."""
