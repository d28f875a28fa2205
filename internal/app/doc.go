// Package app puts the program together: which modules there are, which
// councils it serves and from which records, the web server, and the work done
// in the background. Nothing else knows of all the parts.
package app
