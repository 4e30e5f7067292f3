// Package i18n holds every word a person sees, in Chinese and English: the two catalogues, dates and numbers, and the
// phrases people type for dates. It knows nothing of the other rooms.
package i18n
