"""Activities of the policy dialogue; for now the events of a consultation."""
