// Package config reads the one typed, validated configuration: a YAML file with the environment laid over it. Every key
// can be set in the environment as GUANXI_ and its path in capitals, such as GUANXI_SLACK_APP_TOKEN. What is wrong is
// reported all at once, with file, line and key, and what would be right.
package config

import _ "time/tzdata" // zones must be known on every machine, also in an empty container
