"""The values that flow from stage to stage; all frozen, so a stage can only hand them on."""
