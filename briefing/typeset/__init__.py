"""The fourth arrow: a fragment of HTML becomes a small tagged PDF and the facts of its pages."""
