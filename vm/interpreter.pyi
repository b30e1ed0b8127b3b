BUILD: dict[str, bool]
