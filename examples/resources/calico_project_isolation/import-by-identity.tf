import {
  to = calico_project_isolation.shop
  identity = {
    project = "shop"
  }
}
