"""The only package that knows everybody: composition roots."""
