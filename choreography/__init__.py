"""The order workflow as publish-subscribe services; template.yaml is the only wiring."""
