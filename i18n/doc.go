// Package i18n holds every word a person sees, in Chinese and English: the two catalogues, dates and numbers. The
// phrases people type for dates are read by i18n/when. It knows nothing of the other rooms.
package i18n
