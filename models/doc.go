// Package models is the domain: the records Guanxi keeps, the rules they obey, typed errors, masking and
// normalising. It imports no other room and never asks the clock: whoever needs "today" passes it in.
package models
