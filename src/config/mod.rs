//! `config.yaml` and where files live: schema, precedence, errors with file, line and the nearest right word.
