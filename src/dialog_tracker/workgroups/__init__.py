"""Working groups with members from civil society: public calls, nominations, points, appointments, sessions."""
