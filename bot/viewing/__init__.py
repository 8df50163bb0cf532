"""Strangers' files, looked at and not opened: a process of its own makes a picture, a table or plain lines of one."""
