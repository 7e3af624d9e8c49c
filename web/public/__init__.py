"""The pages for everybody: questions, answering with a code, checking orders, and accounts."""
