terraform import calico_workspace_isolation.blue blue

# With a workspace label other than kubesphere.io/workspace:
terraform import calico_workspace_isolation.payments example.org/team=payments
