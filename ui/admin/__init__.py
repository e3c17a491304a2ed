"""The administrator's page: files in and out, corrections, aliases, what readers could not find."""
