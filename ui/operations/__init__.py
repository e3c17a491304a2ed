"""What whoever runs a server needs: logs, figures, and connections that are not held open for nothing."""
