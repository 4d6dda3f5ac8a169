"""The administrator's pages over all rooms: people and mandates, jobs and letters, the record, and the health of the installation."""
