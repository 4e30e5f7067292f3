// Package mask says how much of a person's name or address may be seen by those who needn't know it. What it is not sure
// of it hides. It goes by rules on the text alone; that a text looks like a mask already gives it no rights.
package mask

// Hidden stands for what is not shown, however long it is.
const Hidden = "***"
