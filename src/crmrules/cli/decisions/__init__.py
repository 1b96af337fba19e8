"""`crmrules apply` for decisions: by columns, object by object, or row by row where rules may contradict each other."""
