/** The project of docs/testkit.md: a service and its test, with nothing of this repository. */
package purses;
