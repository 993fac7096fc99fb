"""The order workflow as a state machine; workflow.py alone knows the order of its steps."""
