# Disabled pool: pods keep their addresses, and Calico assigns no new ones. Destroying the pool waits until no pod uses
# an address of the pool.
resource "calico_ippool" "retired" {
  name             = "retired"
  cidr             = "10.68.0.0/20"
  disabled         = true
  drain_on_destroy = true
}
