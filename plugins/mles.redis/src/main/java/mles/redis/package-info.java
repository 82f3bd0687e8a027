/** Address of a Redis, and connections to it: common to history and clusters. */
package mles.redis;
