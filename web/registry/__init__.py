"""The registry: filings to check, service to record, fees and the work queue."""
