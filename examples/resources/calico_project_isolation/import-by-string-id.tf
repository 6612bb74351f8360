import {
  to = calico_project_isolation.shop
  id = "shop"
}
