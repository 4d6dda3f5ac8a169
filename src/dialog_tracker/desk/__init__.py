"""What joins all rooms for officials: what is due, one consultation on the desk, and the administrator's pages."""
