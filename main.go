// Guanxi is a CRM that lives in Slack. main hands its arguments to package cli.
package main

func main() {}
