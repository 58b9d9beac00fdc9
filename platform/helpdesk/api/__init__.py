"""The JSON interface for integrators: `/api/v1`, described by OpenAPI."""
