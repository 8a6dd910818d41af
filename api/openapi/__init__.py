"""What the OpenAPI document says beyond the schemas."""
