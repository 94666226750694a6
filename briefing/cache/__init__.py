"""What is kept from build to build, and how a build knows that nothing has changed."""
