"""Decision tables of any form, DMN or JDM, on their way to policies: their parts, and what these come to."""
