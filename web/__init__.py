"""The pages and the API: everything that speaks HTTP."""
