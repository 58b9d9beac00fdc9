"""A telephone exchange that behaves as any does: a person plays the caller and whoever picks up."""
