"""The entities that a policy file can name."""

from crmrules.model.customer import Customer
from crmrules.model.fact import Entity
from crmrules.model.qualification import Prospect
from crmrules.model.retention import Subscription

ENTITIES: dict[str, type[Entity]] = {entity.__name__: entity for entity in (Customer, Prospect, Subscription)}
