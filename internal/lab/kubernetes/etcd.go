package main

import (
	"context"
	"net/url"
	"os"
	"path/filepath"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/etcdutl/v3/snapshot"
	"go.etcd.io/etcd/server/v3/embed"
	"go.uber.org/zap"
)

// startEtcd serves a throw-away store in a directory at an address of the loopback interface. The store is empty at
// first, or has what a snapshot has.
func startEtcd(dir, address string, snapshots ...string) error {
	client, anyPort := []url.URL{{Scheme: "http", Host: address}}, []url.URL{{Scheme: "http", Host: "127.0.0.1:0"}}
	config := embed.NewConfig()
	config.Dir = filepath.Join(dir, "etcd")
	config.LogLevel = "error"
	config.UnsafeNoFsync = true // nothing here outlives the machine
	config.SocketOpts.ReusePort = true
	config.ListenClientUrls, config.AdvertiseClientUrls = client, client
	config.ListenPeerUrls, config.AdvertisePeerUrls = anyPort, anyPort
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	if _, err := os.Stat(config.Dir); err != nil && len(snapshots) > 0 { // it has not run before
		if err := restore(config, snapshots[0]); err != nil {
			return err
		}
	}
	_, err := embed.StartEtcd(config)
	return err
}

// restore fills the directory of a store.
func restore(config *embed.Config, path string) error {
	return snapshot.NewV3(zap.NewNop()).Restore(snapshot.RestoreConfig{
		SnapshotPath:        path,
		Name:                config.Name,
		OutputDataDir:       config.Dir,
		PeerURLs:            []string{config.AdvertisePeerUrls[0].String()},
		InitialCluster:      config.InitialCluster,
		InitialClusterToken: config.InitialClusterToken,
	})
}

// save writes a snapshot of the store at an address into a file.
func save(address, path string) error {
	config := clientv3.Config{Endpoints: []string{address}}
	_, err := snapshot.NewV3(zap.NewNop()).Save(context.Background(), config, path)
	return err
}
